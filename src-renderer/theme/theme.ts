import { Button, type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import { cssVariables, dark, light, type Palette } from './palette.ts';

/** Actions are ink on paper, not a hue: hues say how a site is. */
const ink: MantineColorsTuple = [
  '#e8eaec',
  '#d3d7db',
  '#b9c0c7',
  '#98a1aa',
  '#747e88',
  '#565f68',
  '#424a52',
  '#2b3136',
  '#1f2427',
  '#14171a',
];
const red: MantineColorsTuple = [
  '#fdeae8',
  '#f9c9c5',
  '#ff9187',
  '#f4695d',
  '#e04a3e',
  '#cf3328',
  '#c2261c',
  '#a81c14',
  '#8a150f',
  '#6d0f0a',
];

/** A filled button is the text's colour, a dangerous one the danger's; what stands on it is measured by the palette's test. */
const filled = (dangerous: boolean): Record<string, string> => ({
  '--button-bg': dangerous ? 'var(--danger-solid)' : 'var(--text)',
  '--button-hover': dangerous ? 'var(--danger-ink)' : 'var(--second)',
  '--button-color': dangerous ? 'var(--onSolid)' : 'var(--panel)',
});

export const theme = createTheme({
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, Ubuntu, Cantarell, 'DejaVu Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Consolas, 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '11px', sm: '13px', md: '13px', lg: '16px', xl: '25px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.45', lg: '1.4', xl: '1.2' },
  spacing: { xs: '6px', sm: '10px', md: '14px', lg: '20px', xl: '28px' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '16px' }, h2: { fontSize: '13px' }, h3: { fontSize: '13px' } },
  },
  colors: { ink, red },
  primaryColor: 'ink',
  primaryShade: { light: 9, dark: 0 },
  autoContrast: true,
  defaultRadius: 3,
  cursorType: 'pointer',
  focusRing: 'never', // base.css draws one ring for everything, always visible
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      defaultProps: { size: 'xs', fz: 13, fw: 600 },
      vars: (_theme, { variant = 'filled', color }) => ({ root: variant === 'filled' ? filled(color === 'red') : {} }),
    }),
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs', iconColor: 'var(--panel)' } },
    Radio: { defaultProps: { size: 'xs', iconColor: 'var(--panel)' } },
    Switch: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: false, transitionProps: { duration: 0 } } },
    Modal: {
      defaultProps: {
        ...{ centered: true, transitionProps: { duration: 0 }, shadow: 'md' },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
    Menu: { defaultProps: { transitionProps: { duration: 0 }, shadow: 'md', position: 'bottom-end' } },
  },
});

function mantineVariables(palette: Palette): Record<string, string> {
  return {
    ...cssVariables(palette),
    '--mantine-color-body': palette.panel,
    '--mantine-color-text': palette.text,
    '--mantine-color-dimmed': palette.quiet,
    '--mantine-color-default': palette.panel,
    '--mantine-color-default-hover': palette.hover,
    '--mantine-color-default-color': palette.text,
    '--mantine-color-default-border': palette.edge,
    '--mantine-color-placeholder': palette.quiet,
    '--mantine-color-error': palette.tone.danger.ink,
    '--mantine-color-disabled': palette.hover,
    '--mantine-color-disabled-color': palette.quiet,
  };
}

export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: mantineVariables(light),
  dark: mantineVariables(dark),
});
