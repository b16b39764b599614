/**
 * Finding nodules: a three-dimensional network over the lungs at 1 mm, its training on composed
 * cases, and the grouping of its answers into candidates.
 */
@NullMarked
package org.hilum.model.detect;

import org.jspecify.annotations.NullMarked;
