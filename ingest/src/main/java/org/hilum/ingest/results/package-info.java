/** What is given back to other systems: reports and findings as objects that they can read. */
@NullMarked
package org.hilum.ingest.results;

import org.jspecify.annotations.NullMarked;
