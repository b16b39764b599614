/**
 * How well probabilities of malignancy agree with labels, beside what simpler methods say of the
 * same nodules: the same figures and plots for whole studies and for single nodules.
 */
@NullMarked
package org.hilum.validation.malignancy;

import org.jspecify.annotations.NullMarked;
