package org.hilum.report;

import java.util.Locale;
import java.util.Map;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/**
 * Renders a report as one self-contained HTML page: no script, nothing loaded from elsewhere, every
 * text escaped, fit for print. Safe for use by several threads.
 */
public final class ReportHtmlRenderer {

  private final TemplateEngine engine;

  public ReportHtmlRenderer() {
    ClassLoaderTemplateResolver resolver =
        new ClassLoaderTemplateResolver(ReportHtmlRenderer.class.getClassLoader());
    resolver.setPrefix("org/hilum/report/");
    resolver.setSuffix(".html");
    resolver.setTemplateMode(TemplateMode.HTML);
    resolver.setCharacterEncoding("UTF-8");
    engine = new TemplateEngine();
    engine.setTemplateResolver(resolver);
  }

  public String render(Report report) {
    return engine.process("report", new Context(Locale.ROOT, Map.of("report", report)));
  }
}
