/**
 * How well a system finds nodules: the free-response receiver operating characteristic (FROC) and
 * the competition performance metric (CPM), by the rules of LUNA16.
 *
 * <p>Sources: Setio AAA et al., Validation, comparison, and combination of algorithms for automatic
 * detection of pulmonary nodules in computed tomography images: the LUNA16 challenge, Med Image
 * Anal 2017;42:1, and the challenge's own script {@code noduleCADEvaluationLUNA16.py}; the CPM is
 * by Niemeijer M et al., IEEE Trans Med Imaging 2011;30:215.
 */
@NullMarked
package org.hilum.validation.froc;

import org.jspecify.annotations.NullMarked;
