/**
 * What a run leaves behind: one HTML page that needs no network, {@code metrics.json}, and tables.
 */
@NullMarked
package org.hilum.validation.report;

import org.jspecify.annotations.NullMarked;
