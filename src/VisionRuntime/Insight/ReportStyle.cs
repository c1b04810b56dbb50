namespace VisionRuntime.Insight;

/// <summary>The style sheet of a report: system fonts, one column, colors for light and dark mode.</summary>
internal static class ReportStyle
{
    public const string Css =
        """
        :root {
          --background: #fbfbfd; --ink: #1f2337; --muted: #646b82; --line: #e1e4ee; --card: #ffffff; --accent: #2668d9;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --background: #12141f; --ink: #e8eaf4; --muted: #9aa1bb; --line: #2b3044; --card: #1a1d2b; --accent: #7aa8ff;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--background); color: var(--ink);
          font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
        }
        main { max-width: 60rem; margin: 0 auto; padding: 3.5rem 1.5rem 5rem; }
        h1 { margin: 0; font-size: 1.15rem; font-weight: 600; color: var(--muted); }
        .headline {
          margin: .25rem 0 0; font-size: clamp(2rem, 6vw, 3.25rem); line-height: 1.12; font-weight: 700; letter-spacing: -.022em;
          text-wrap: balance;
        }
        h2 { margin: 3.25rem 0 1rem; font-size: 1.3rem; font-weight: 650; letter-spacing: -.01em; }
        p { max-width: 42rem; margin: 0 0 1rem; }
        dl {
          display: grid; grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)); column-gap: 2.5rem;
          margin: 2.25rem 0 0; border-top: 1px solid var(--line);
        }
        dl div {
          display: flex; justify-content: space-between; gap: 1rem; padding: .5rem 0; border-bottom: 1px solid var(--line);
        }
        dt { color: var(--muted); }
        dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; font-weight: 550; overflow-wrap: anywhere; }
        figure { margin: 0 0 1.5rem; }
        img {
          display: block; max-width: 100%; height: auto; border: 1px solid var(--line); border-radius: 8px; background: #fff;
        }
        img.gif { image-rendering: pixelated; }
        figcaption { margin-top: .5rem; color: var(--muted); font-size: .875rem; }
        .wide { overflow-x: auto; margin: 0 0 1.5rem; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
        table { width: 100%; border-collapse: collapse; font-size: .9375rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .5rem 1rem; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); }
        tbody tr:last-child td { border-bottom: 0; }
        th { color: var(--muted); font-size: .8125rem; font-weight: 600; }
        .number { text-align: right; }
        @media print { main { padding: 0; } figure, .wide { break-inside: avoid; } }
        """;
}
