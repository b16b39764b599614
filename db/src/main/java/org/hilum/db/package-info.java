/**
 * What Hilum remembers: studies, series, analyses, findings, report versions, audit entries and
 * dead letters.
 */
@NullMarked
package org.hilum.db;

import org.jspecify.annotations.NullMarked;
