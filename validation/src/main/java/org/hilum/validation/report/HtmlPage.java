package org.hilum.validation.report;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A page in one file: style, plots and crops inside it, nothing fetched and no script. All text is
 * escaped.
 */
public final class HtmlPage {

  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;color:#1b2430;max-width:72rem;margin:2rem auto;\
      padding:0 1rem}
      h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.2rem;margin-top:2rem;\
      border-bottom:1px solid #ccd3db;padding-bottom:.2rem}
      table{border-collapse:collapse;margin:.8rem 0}
      th,td{text-align:left;padding:.25rem .8rem .25rem 0;border-bottom:1px solid #e4e8ed;\
      vertical-align:top}
      th{font-weight:600}td{font-variant-numeric:tabular-nums}
      .note{background:#fff6dc;border-left:4px solid #e0a800;padding:.5rem .8rem}
      .plots{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0}\
      figcaption{max-width:32rem;color:#4b5765;font-size:.9rem}
      img{max-width:100%}.crop{width:128px;height:128px;max-width:none}
      td,code{overflow-wrap:anywhere}@media print{tr,figure{break-inside:avoid}}
      """;

  private final String title;
  private final StringBuilder body = new StringBuilder();

  public HtmlPage(String title) {
    this.title = title;
    body.append("<h1>").append(escaped(title)).append("</h1>\n");
    body.append(
        "<p class=\"note\">Hilum is for research use only. These figures describe the cases named"
            + " below and no others.</p>\n");
  }

  /** What stands in one cell of a table. */
  public static final class Cell {
    private final String html;

    private Cell(String html) {
      this.html = html;
    }

    public static Cell text(String text) {
      return new Cell(escaped(text));
    }

    public static Cell png(byte[] png, String alt) {
      return new Cell(
          "<img class=\"crop\" alt=\"%s\" src=\"data:image/png;base64,%s\">"
              .formatted(escaped(alt), Base64.getEncoder().encodeToString(png)));
    }
  }

  public HtmlPage heading(String text) {
    body.append("<h2>").append(escaped(text)).append("</h2>\n");
    return this;
  }

  public HtmlPage paragraph(String text) {
    body.append("<p>").append(escaped(text)).append("</p>\n");
    return this;
  }

  public HtmlPage note(String text) {
    body.append("<p class=\"note\">").append(escaped(text)).append("</p>\n");
    return this;
  }

  public HtmlPage table(List<String> head, List<List<Cell>> rows) {
    body.append("<table><thead><tr>");
    head.forEach(cell -> body.append("<th>").append(escaped(cell)).append("</th>"));
    body.append("</tr></thead><tbody>\n");
    for (List<Cell> row : rows) {
      body.append("<tr>");
      row.forEach(cell -> body.append("<td>").append(cell.html).append("</td>"));
      body.append("</tr>\n");
    }
    body.append("</tbody></table>\n");
    return this;
  }

  /**
   * @param svg as {@link Plots} draws them
   */
  public HtmlPage plots(List<Plot> plots) {
    body.append("<div class=\"plots\">\n");
    for (Plot plot : plots) {
      // As an image of its own: the identifiers inside two SVGs would clash in one page.
      body.append("<figure><img alt=\"")
          .append(escaped(plot.caption()))
          .append("\" src=\"data:image/svg+xml;base64,")
          .append(Base64.getEncoder().encodeToString(plot.svg().getBytes(StandardCharsets.UTF_8)))
          .append("\"><figcaption>")
          .append(escaped(plot.caption()))
          .append("</figcaption></figure>\n");
    }
    body.append("</div>\n");
    return this;
  }

  /** A drawn plot and what it shows, in a sentence. */
  public record Plot(String svg, String caption) {}

  public String html() {
    return """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" \
        content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
        <meta name="viewport" content="width=device-width">
        <title>%s</title>
        <style>
        %s</style></head><body>
        %s</body></html>
        """
        .formatted(escaped(title), STYLE, body);
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(Character.isISOControl(c) && c != '\n' ? '\uFFFD' : c);
      }
    }
    return out.toString();
  }
}
