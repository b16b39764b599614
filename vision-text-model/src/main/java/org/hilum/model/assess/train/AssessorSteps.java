package org.hilum.model.assess.train;

/**
 * How long the mixture of experts is trained.
 *
 * @param encoder steps in which its encoder learns, without labels, to paint what was hidden from
 *     it; 0 for none
 * @param network steps of the whole network with labels
 * @param text last steps, in which what reads a history learns what each factor weighs, and nothing
 *     else changes; 0 for none
 * @param batches whose mean gradient makes a step
 */
public record AssessorSteps(int encoder, int network, int text, int batches) {

  public AssessorSteps {
    if (encoder < 0 || network < 1 || text < 0 || batches < 1) {
      throw new IllegalArgumentException(
          "steps and batches must be positive, got %d, %d, %d and %d"
              .formatted(encoder, network, text, batches));
    }
  }
}
