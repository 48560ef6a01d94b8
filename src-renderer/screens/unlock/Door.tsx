import type { ReactNode } from 'react';
import { Lost } from '../../components/Lost.tsx';
import './door.css';

/** The page in front of the vault. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="door">
      <div className="door-panel panel">
        <h1>{title}</h1>
        <Lost />
        {children}
      </div>
    </main>
  );
}
