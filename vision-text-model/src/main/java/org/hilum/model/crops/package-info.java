/**
 * Crops about nodules: those of the labelled archive that detector and assessor learn from, read,
 * checked and brought back to HU, and those cut from a CT about a candidate.
 */
@NullMarked
package org.hilum.model.crops;

import org.jspecify.annotations.NullMarked;
