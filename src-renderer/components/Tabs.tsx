import './tabs.css';

interface TabsProps {
  label: string;
  tabs: { key: string; title: string; href: string }[];
  at: string;
}

/** Parts of a screen, each with an address of its own. */
export function Tabs({ label, tabs, at }: TabsProps) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ key, title, href }) => (
        <a key={key} className="tab inner-focus" href={href} aria-current={key === at ? 'page' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}
