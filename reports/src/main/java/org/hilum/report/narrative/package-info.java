/**
 * Findings and impression reworded by a language model, if it adds nothing and loses nothing. Off
 * unless an endpoint is named.
 */
@NullMarked
package org.hilum.report.narrative;

import org.jspecify.annotations.NullMarked;
