/**
 * What an examination says against an earlier one of the same patient: nodule by nodule, with the
 * growth that the sizes and dates support and no more. Registration and matching are the model
 * module's; here their result becomes figures, changes for the guidelines, and stored records.
 */
@NullMarked
package org.hilum.report.comparison;

import org.jspecify.annotations.NullMarked;
