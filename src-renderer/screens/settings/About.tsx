import { useEffect, useState } from 'react';
import { api } from '../../api.ts';
import { ask } from '../../stores/calls.ts';

type Info = Awaited<ReturnType<typeof api.app.info.query>>;

const carriers: Record<Info['carrier'], string> = {
  desktop: 'the desktop app',
  browser: 'a browser, over loopback',
  'command-line': 'the command line',
};

export function About() {
  const [info, setInfo] = useState<Info | null>(null);
  useEffect(() => {
    void ask('read what this is', () => api.app.info.query({})).then((read) => read && setInfo(read));
  }, []);
  return (
    <section className="panel settings-part" aria-label="About">
      <h2>About</h2>
      {info ? (
        <dl className="facts">
          <dt>Resalt</dt>
          <dd>{info.version}</dd>
          <dt>Data</dt>
          <dd>
            <bdi className="mono">{info.dataDir}</bdi>
          </dd>
          <dt>Seen through</dt>
          <dd>{carriers[info.carrier]}</dd>
          <dt>Countries</dt>
          <dd>IP Geolocation by DB-IP (db-ip.com), CC BY 4.0</dd>
          <dt>Networks</dt>
          <dd>RouteViews and DB-IP, by ip-location-db, made smaller, CC BY 4.0</dd>
        </dl>
      ) : (
        <p className="quiet">Reading…</p>
      )}
    </section>
  );
}
