package org.hilum.model.assess.train;

/** Told, in a line each, how training goes. */
@FunctionalInterface
public interface TrainingProgress {

  void report(String line);
}
