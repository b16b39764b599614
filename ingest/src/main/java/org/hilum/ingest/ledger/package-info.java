/** What the database is told as a study moves on. */
@NullMarked
package org.hilum.ingest.ledger;

import org.jspecify.annotations.NullMarked;
