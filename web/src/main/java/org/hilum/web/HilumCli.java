package org.hilum.web;

/** The command line: {@code ./hilum COMMAND}. */
public final class HilumCli {

  private HilumCli() {}

  public static void main(String[] args) {
    System.err.println("no command yet");
    System.exit(2);
  }
}
