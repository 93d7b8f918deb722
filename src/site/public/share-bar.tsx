/** The number next to it says the same in words. */
export function ShareBar({ percent }: { percent: number }) {
  return (
    <svg class="share-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
      <rect width={percent} height="1" />
    </svg>
  );
}
