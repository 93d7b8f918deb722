import { listTopicsOnOffer } from '../../audience/topics';

interface TopicsFormProps {
  categories: string[];
  topics: string[] | null;
}

/** Nothing if there is only one topic. */
export function TopicsForm({ categories, topics }: TopicsFormProps) {
  const onOffer = listTopicsOnOffer(categories, topics);
  if (onOffer.length < 2) return null;
  return (
    <fieldset aria-describedby="about-topics">
      <legend>Topics</legend>
      <p id="about-topics" class="soft">
        Every issue comes whole. Comparisons from the topics that you tick come first, the others
        after them. Tick none, or all, and they come in the editors’ order.
      </p>
      <div class="columns">
        {onOffer.map((topic) => (
          <TopicBox key={topic} topic={topic} isChosen={topics?.includes(topic) ?? false} />
        ))}
      </div>
    </fieldset>
  );
}

function TopicBox({ topic, isChosen }: { topic: string; isChosen: boolean }) {
  return (
    <label class="tick">
      <input type="checkbox" name="topics[]" value={topic} checked={isChosen} />
      <span>{topic}</span>
    </label>
  );
}

/** A field whose name ends in [] always comes as a list. */
export function readTicked(form: Record<string, unknown>): string[] {
  return [form['topics[]'] ?? []].flat().map(String);
}
