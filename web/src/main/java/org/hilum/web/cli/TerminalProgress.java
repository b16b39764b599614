package org.hilum.web.cli;

import org.hilum.model.AnalysisProgress;

/** One line on a terminal, rewritten; nothing where the output goes elsewhere. */
final class TerminalProgress implements AnalysisProgress {

  private final boolean interactive = System.console() != null;

  @Override
  public void at(String step, int percent) {
    if (interactive) {
      System.err.printf("\r\033[K%3d %%  %s%s", percent, step, percent >= 100 ? "\r\033[K" : "");
    }
  }
}
