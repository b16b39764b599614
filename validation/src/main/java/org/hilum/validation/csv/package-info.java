/**
 * Tables as people have them: comma, tab or semicolon, with or without a header, with the mistakes
 * that spreadsheets make. What is wrong is named by file and line, and the rest is read.
 */
@NullMarked
package org.hilum.validation.csv;

import org.jspecify.annotations.NullMarked;
