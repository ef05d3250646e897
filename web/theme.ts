import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const door: MantineColorsTuple = [
  '#e9f7f6',
  '#d5ecea',
  '#a9d9d5',
  '#7ac5bf',
  '#54b4ac',
  '#3caaa0',
  '#2ba59a',
  '#178c82',
  '#067d74',
  '#006c64',
];

export const theme = createTheme({
  primaryColor: 'door',
  colors: { door },
  primaryShade: { light: 9, dark: 8 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily:
    '"Inter Variable", ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '650' },
  respectReducedMotion: true,
  components: {
    // their header would be a second banner landmark of the page
    Modal: { defaultProps: { attributes: { header: { role: 'none' } } } },
    Drawer: { defaultProps: { attributes: { header: { role: 'none' } } } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close the message' } } },
    Badge: { styles: { root: { minWidth: 'max-content' } } },
  },
});

/** Mantine's own greys and reds miss WCAG AA on these backgrounds. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#565d65',
    '--mantine-color-placeholder': '#6b7280',
    '--mantine-color-error': '#b3261e',
  },
  dark: {
    '--mantine-color-dimmed': '#adb2b8',
    '--mantine-color-placeholder': '#9aa0a6',
    '--mantine-color-error': '#ff9a94',
  },
});
