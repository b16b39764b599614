/** The report on paper: PDF/A with its font embedded, and the key images that go into it. */
@NullMarked
package org.hilum.report.pdf;

import org.jspecify.annotations.NullMarked;
