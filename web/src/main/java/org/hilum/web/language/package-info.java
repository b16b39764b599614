/** The languages of the pages, and how one is chosen. */
@NullMarked
package org.hilum.web.language;

import org.jspecify.annotations.NullMarked;
