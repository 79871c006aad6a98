/** The stack does not answer even with the console's texts or configuration: so these words stand here, in both languages. */
export function CannotStart() {
  return (
    <main class="sign-in">
      <h1>Developer Center</h1>
      <p role="alert">
        The console could not be loaded. Try again in a moment.
        <br />
        <span lang="zh-CN">无法加载控制台，请稍后重试。</span>
      </p>
      <button type="button" class="button button-primary" onClick={() => location.reload()}>
        Try again / <span lang="zh-CN">重试</span>
      </button>
    </main>
  );
}
