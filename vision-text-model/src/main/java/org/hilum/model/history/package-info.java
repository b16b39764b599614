/**
 * The patient's history: its texts, and the factors read out of them, each with where it came from.
 */
@NullMarked
package org.hilum.model.history;

import org.jspecify.annotations.NullMarked;
