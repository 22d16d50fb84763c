/** Colours of a figure beside those of its series. */
export interface Theme {
  readonly background: string;
  /** What hollow markers are filled with. */
  readonly hollow: string;
  readonly text: string;
  /** Of what is less important than the rest. */
  readonly muted: string;
  readonly grid: string;
  readonly frame: string;
}

/** For files: they are shown on any ground. */
export const paperTheme: Theme = {
  ...{ background: 'white', hollow: 'white', text: 'black', muted: '#5a5a5a' },
  ...{ grid: '#e4e4e4', frame: '#bbbbbb' },
};

/** For figures in the report's page, whose colours follow the reader's scheme. */
export const pageTheme: Theme = {
  ...{ background: 'transparent', hollow: 'var(--background)' },
  ...{ text: 'var(--text)', muted: 'var(--muted)', grid: 'var(--grid)', frame: 'var(--line)' },
};

/** What Vega-Lite takes of a theme, with the font that all figures have. */
export const themeConfig = ({ text, grid, frame }: Theme) =>
  ({
    font: 'DejaVu Sans, Verdana, sans-serif',
    title: { color: text, subtitleColor: text },
    axis: {
      labelFontSize: 12,
      titleFontSize: 13,
      titleFontWeight: 'normal',
      labelColor: text,
      titleColor: text,
      gridColor: grid,
      domainColor: frame,
      tickColor: frame,
    },
    view: { stroke: frame },
  }) as const;
