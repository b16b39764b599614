package org.hilum.model.assess.train;

/**
 * How long the mixture of experts is trained.
 *
 * @param encoder steps in which its encoder learns, without labels, to paint what was hidden from
 *     it; 0 for none
 * @param network steps of the whole network with labels
 */
public record AssessorSteps(int encoder, int network) {

  public AssessorSteps {
    if (encoder < 0 || network < 1) {
      throw new IllegalArgumentException(
          "steps must be positive, got %d and %d".formatted(encoder, network));
    }
  }
}
