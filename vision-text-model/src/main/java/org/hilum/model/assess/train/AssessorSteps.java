package org.hilum.model.assess.train;

/**
 * How long the mixture of experts is trained.
 *
 * @param encoder steps in which its encoder learns, without labels, to paint what was hidden from
 *     it; 0 for none
 * @param network steps of the whole network with labels
 * @param text last steps, in which what reads a history learns what each factor weighs, and nothing
 *     else changes; 0 for none
 */
public record AssessorSteps(int encoder, int network, int text) {

  public AssessorSteps {
    if (encoder < 0 || network < 1 || text < 0) {
      throw new IllegalArgumentException(
          "steps must be positive, got %d, %d and %d".formatted(encoder, network, text));
    }
  }
}
