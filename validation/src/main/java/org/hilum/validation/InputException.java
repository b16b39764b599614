package org.hilum.validation;

/**
 * Input that cannot be used at all. The message is one line: where (file, and line where there is
 * one), what, and what to do.
 */
public final class InputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InputException(InputProblem problem) {
    super(problem.toString());
  }

  public InputException(InputProblem problem, Throwable cause) {
    super(problem.toString(), cause);
  }
}
