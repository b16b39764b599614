/**
 * DICOM on the wire, behind Hilum's own records: a client that queries and retrieves, a receiver
 * that stores what arrives into a folder, and a small archive for demonstrations and tests.
 */
@NullMarked
package org.hilum.pacs.net;

import org.jspecify.annotations.NullMarked;
