package org.hilum.model.register;

/** What came of bringing two examinations together. */
public sealed interface RegistrationOutcome {

  record Registered(Registration registration) implements RegistrationOutcome {}

  /**
   * @param message one line: what, where, what to do
   */
  record Failed(Code code, String message) implements RegistrationOutcome {}

  /** Why there is no transform. A code is stable: it is stored and has a text. */
  enum Code {
    /** The current examination shows no whole lungs. */
    CURRENT_LUNGS,
    /** The prior examination shows no whole lungs. */
    PRIOR_LUNGS,
    /** The prior examination reaches too little of the current lungs. */
    LITTLE_OVERLAP,
    /** The lungs' shape or vessels do not agree: another patient, or much has changed. */
    NO_AGREEMENT
  }
}
