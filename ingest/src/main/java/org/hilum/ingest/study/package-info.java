/** A study's files become one chosen series, one volume and one clinical history. */
@NullMarked
package org.hilum.ingest.study;

import org.jspecify.annotations.NullMarked;
