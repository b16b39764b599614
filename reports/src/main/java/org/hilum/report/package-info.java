/** Findings and history become the sections of a draft report, in Chinese and in English. */
@NullMarked
package org.hilum.report;

import org.jspecify.annotations.NullMarked;
