import { listTopicsOnOffer } from '../../audience/topics';
import { TOPICS } from './words';

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
      <legend>{TOPICS.legend}</legend>
      <p id="about-topics" class="soft">
        {TOPICS.about}
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
