/** The review page of one study: images, findings, history, draft report, and what led to them. */
@NullMarked
package org.hilum.web.review;

import org.jspecify.annotations.NullMarked;
