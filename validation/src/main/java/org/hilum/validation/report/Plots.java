package org.hilum.validation.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.awt.geom.Ellipse2D;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.hilum.validation.froc.FrocResult;
import org.hilum.validation.froc.FrocScorer;
import org.hilum.validation.report.HtmlPage.Plot;
import org.hilum.validation.roc.Calibration;
import org.hilum.validation.roc.DecisionCurve;
import org.hilum.validation.roc.RocCurve;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.w3c.dom.Document;

/** Draws the report's plots as SVG, in colours that colour-blind readers can tell apart. */
public final class Plots {

  private static final int WIDTH = 520;
  private static final int HEIGHT = 400;

  /** Okabe and Ito's palette. */
  private static final List<Color> COLORS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9));

  private static final Color GREY = new Color(0x9AA4AF);
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private Plots() {}

  /** One line of a plot. */
  public record Line(String name, double[] x, double[] y) {

    public static Line of(String name, RocCurve curve) {
      return new Line(
          name,
          curve.points().stream().mapToDouble(RocCurve.Point::falseAlarms).toArray(),
          curve.points().stream().mapToDouble(RocCurve.Point::sensitivity).toArray());
    }
  }

  /** Sensitivity against false marks a scan, with the bootstrap's band. */
  public static Plot froc(FrocResult result) {
    XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
    XYIntervalSeries series = new XYIntervalSeries("sensitivity with 95 % band");
    double low = FrocScorer.RATES.get(0);
    int steps = 48;
    for (int i = 0; i <= steps; i++) {
      double rate = low * Math.pow(2, 6.0 * i / steps);
      double sensitivity = result.curve().sensitivityAt(rate);
      double[] band = {sensitivity, sensitivity};
      result.band().stream()
          .filter(point -> Math.abs(point.falsePositivesPerScan() / rate - 1) < 1e-6)
          .forEach(
              point -> {
                band[0] = point.sensitivity().low();
                band[1] = point.sensitivity().high();
              });
      series.add(rate, rate, rate, sensitivity, band[0], band[1]);
    }
    data.addSeries(series);
    LogAxis x = new LogAxis("false marks a scan (log scale)");
    x.setBase(2);
    x.setTickUnit(new NumberTickUnit(1));
    x.setRange(low, 8);
    x.setNumberFormatOverride(
        new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    DeviationRenderer renderer = new DeviationRenderer(true, false);
    renderer.setSeriesPaint(0, COLORS.get(0));
    renderer.setSeriesFillPaint(0, COLORS.get(0));
    renderer.setSeriesStroke(0, new BasicStroke(2f));
    renderer.setAlpha(0.15f);
    XYPlot plot = new XYPlot(data, x, share("sensitivity"), renderer);
    return new Plot(
        svg(plot, false),
        "FROC: the share of nodules found against the false marks one accepts a scan. The band is"
            + " the 95 % interval over resampled scans.");
  }

  /** Sensitivity against false alarms of one or several scores on the same cases. */
  public static Plot roc(List<Line> curves) {
    XYSeriesCollection data = series(curves);
    data.addSeries(xySeries(new Line("chance", new double[] {0, 1}, new double[] {0, 1})));
    XYPlot plot =
        new XYPlot(
            data,
            share("false alarms (1 − specificity)"),
            share("sensitivity"),
            lines(curves.size(), true));
    return new Plot(
        svg(plot, true),
        "ROC: the share of malignant nodules called against the share of benign ones called, at"
            + " every threshold. The area under a curve is its AUC.");
  }

  /** The share of positives against the probability that was said, a point a bin. */
  public static Plot reliability(Calibration calibration) {
    XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
    XYIntervalSeries series = new XYIntervalSeries("share of positives, 95 % interval");
    for (Calibration.Bin bin : calibration.bins()) {
      double x = bin.meanProbability();
      series.add(
          x,
          x,
          x,
          bin.share().value(),
          bin.share().interval().low(),
          bin.share().interval().high());
    }
    data.addSeries(series);
    XYErrorRenderer renderer = new XYErrorRenderer();
    renderer.setDrawXError(false);
    renderer.setSeriesPaint(0, COLORS.get(0));
    renderer.setSeriesShape(0, new Ellipse2D.Double(-3, -3, 6, 6));
    XYPlot plot = new XYPlot(data, share("probability said"), share("share malignant"), renderer);
    plot.setDataset(
        1, series(List.of(new Line("perfect", new double[] {0, 1}, new double[] {0, 1}))));
    plot.setRenderer(1, lines(0, true));
    return new Plot(
        svg(plot, true),
        "Reliability: of the nodules given a probability, the share that readers called malignant."
            + " On the dashed line the probability means what it says.");
  }

  /** Net benefit against the threshold at which one would act. */
  public static Plot decision(String name, DecisionCurve curve) {
    double[] x = curve.points().stream().mapToDouble(DecisionCurve.Point::threshold).toArray();
    double[] all = curve.points().stream().mapToDouble(DecisionCurve.Point::actOnAll).toArray();
    double[] model = curve.points().stream().mapToDouble(DecisionCurve.Point::model).toArray();
    double top = Math.max(0.05, Math.max(model[0], all[0])) * 1.1;
    NumberAxis y = new NumberAxis("net benefit");
    y.setRange(-top / 4, top);
    List<Line> drawn =
        List.of(
            new Line(name, x, model),
            new Line("act on all", x, all),
            new Line("act on none", new double[] {0, 1}, new double[] {0, 0}));
    XYPlot plot =
        new XYPlot(series(drawn), share("threshold probability"), y, lines(drawn.size(), false));
    return new Plot(
        svg(plot, true),
        "Decision curve: what acting above a threshold gains, in true positives a case after"
            + " paying for the false ones. Useful where it lies above both other lines.");
  }

  /** One figure of each subgroup with its interval, a row a group. */
  public static Plot subgroups(String figureId, String label, List<Subgroup> groups) {
    XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
    XYIntervalSeries series = new XYIntervalSeries(label);
    String[] names = new String[groups.size()];
    for (int i = 0; i < groups.size(); i++) {
      Subgroup group = groups.get(i);
      int row = groups.size() - 1 - i;
      names[row] = "%s: %s (%d)".formatted(group.by(), group.group(), group.cases());
      for (Figure figure : group.figures()) {
        if (figure.id().equals(figureId) && !Double.isNaN(figure.value())) {
          double low = figure.interval() == null ? figure.value() : figure.interval().low();
          double high = figure.interval() == null ? figure.value() : figure.interval().high();
          series.add(figure.value(), low, high, row, row, row);
        }
      }
    }
    data.addSeries(series);
    XYErrorRenderer renderer = new XYErrorRenderer();
    renderer.setDrawYError(false);
    renderer.setSeriesPaint(0, COLORS.get(0));
    renderer.setSeriesShape(0, new Ellipse2D.Double(-3, -3, 6, 6));
    SymbolAxis rows = new SymbolAxis("", names);
    rows.setGridBandsVisible(false);
    rows.setRange(-0.7, groups.size() - 0.3);
    XYPlot plot = new XYPlot(data, share(label), rows, renderer);
    return new Plot(
        svg(plot, false, 90 + 26 * groups.size()),
        label + " by subgroup, with 95 % intervals; the number of cases in brackets.");
  }

  /** Lines over axes from zero to where the data end. */
  public static Plot trend(String xLabel, String yLabel, List<Line> drawn, String caption) {
    XYPlot plot =
        new XYPlot(
            series(drawn),
            new NumberAxis(xLabel),
            new NumberAxis(yLabel),
            lines(drawn.size(), false));
    return new Plot(svg(plot, drawn.size() > 1), caption);
  }

  private static XYSeriesCollection series(List<Line> lines) {
    XYSeriesCollection data = new XYSeriesCollection();
    lines.forEach(line -> data.addSeries(xySeries(line)));
    return data;
  }

  private static XYSeries xySeries(Line line) {
    XYSeries series = new XYSeries(line.name(), false, true);
    for (int i = 0; i < line.x().length; i++) {
      series.add(line.x()[i], line.y()[i]);
    }
    return series;
  }

  private static XYLineAndShapeRenderer lines(int coloured, boolean dashedLast) {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    for (int i = 0; i < coloured; i++) {
      renderer.setSeriesPaint(i, COLORS.get(i % COLORS.size()));
      renderer.setSeriesStroke(i, new BasicStroke(2f));
    }
    if (dashedLast) {
      renderer.setSeriesPaint(coloured, GREY);
      renderer.setSeriesStroke(
          coloured,
          new BasicStroke(
              1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {5, 4}, 0));
    }
    return renderer;
  }

  private static ValueAxis share(String label) {
    NumberAxis axis = new NumberAxis(label);
    axis.setRange(0, 1.001);
    axis.setTickUnit(new NumberTickUnit(0.2));
    axis.setNumberFormatOverride(
        new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    return axis;
  }

  private static String svg(XYPlot plot, boolean legend) {
    return svg(plot, legend, HEIGHT);
  }

  private static String svg(XYPlot plot, boolean legend, int height) {
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlinePaint(GREY);
    plot.setDomainGridlinePaint(new Color(0xE4E8ED));
    plot.setRangeGridlinePaint(new Color(0xE4E8ED));
    for (ValueAxis axis : List.of(plot.getDomainAxis(), plot.getRangeAxis())) {
      axis.setLabelFont(FONT);
      axis.setTickLabelFont(FONT);
    }
    JFreeChart chart = new JFreeChart(null, FONT, plot, legend);
    chart.setBackgroundPaint(Color.WHITE);
    if (legend) {
      chart.getLegend().setItemFont(FONT);
      chart.getLegend().setPosition(RectangleEdge.BOTTOM);
    }
    SVGGraphics2D graphics = new SVGGraphics2D(document());
    graphics.setSVGCanvasSize(new java.awt.Dimension(WIDTH, height));
    chart.draw(graphics, new Rectangle(WIDTH, height));
    StringWriter out = new StringWriter();
    try {
      graphics.stream(out, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      graphics.dispose();
    }
    String svg = out.toString();
    // Without the declaration and the reference to a DTD on the web.
    return svg.substring(svg.indexOf("<svg"));
  }

  private static Document document() {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("every JDK can make a document", e);
    }
  }
}
