/** Which PACS nodes there are, what they hold, and how a study is fetched from them. */
@NullMarked
package org.hilum.ingest.pacs;

import org.jspecify.annotations.NullMarked;
