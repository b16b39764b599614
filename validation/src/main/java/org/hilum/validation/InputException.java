package org.hilum.validation;

/**
 * Input that cannot be used at all. The message is one line: where (file, and line where there is
 * one), what, and what to do.
 */
public final class InputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient InputProblem problem;

  public InputException(InputProblem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  public InputException(InputProblem problem, Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
  }

  public InputProblem problem() {
    return problem;
  }
}
