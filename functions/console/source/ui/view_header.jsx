/**
 * The head of a view: its title, which takes the focus when the view opens, and what can be done there.
 *
 * @param {object} props
 * @param {string} props.title
 * @param {string} props.lead
 * @param {import('preact').ComponentChildren} [props.children]
 */
export function ViewHeader({ title, lead, children }) {
  return (
    <div class="view-header">
      <div>
        <h1 id="view-title" tabIndex={-1} data-view-title>
          {title}
        </h1>
        <p class="lead">{lead}</p>
      </div>
      {children}
    </div>
  );
}
