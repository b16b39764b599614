/**
 * How well probabilities tell two kinds of cases apart, and how far they can be taken at their
 * word: ROC and its area, average precision, sensitivity at a fixed specificity, calibration,
 * decision curves.
 */
@NullMarked
package org.hilum.validation.roc;

import org.jspecify.annotations.NullMarked;
