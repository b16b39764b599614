/**
 * Two chest CTs of one patient brought together: the rigid transform between them, what of it can
 * be trusted, and which nodule of the one is which of the other. Positions are patient millimetres,
 * LPS; "current" is the later examination, "prior" the earlier one.
 */
@NullMarked
package org.hilum.model.register;

import org.jspecify.annotations.NullMarked;
