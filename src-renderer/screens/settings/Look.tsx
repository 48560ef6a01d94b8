import { SegmentedControl, useMantineColorScheme } from '@mantine/core';

export function Look() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <section className="panel settings-part" aria-label="Look">
      <h2>Look</h2>
      <SegmentedControl
        aria-label="Theme"
        value={colorScheme}
        onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
        data={[
          { value: 'auto', label: 'As the system' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
      />
    </section>
  );
}
