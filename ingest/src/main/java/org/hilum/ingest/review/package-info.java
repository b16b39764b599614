/** What a radiologist does with a draft: decides on findings, edits, signs, adds. */
@NullMarked
package org.hilum.ingest.review;

import org.jspecify.annotations.NullMarked;
