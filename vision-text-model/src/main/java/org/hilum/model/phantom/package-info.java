/**
 * A digital chest phantom: a CT volume made by arithmetic, with nodules of known place, size,
 * density and shape, for commissioning, demonstrations and tests that must not depend on a
 * patient's data.
 *
 * <p>The anatomy is a fixed adult, supine, arms raised, without contrast medium; the seed varies
 * the outline, the vessel trees, the lung's texture and the noise. It looks like a CT to a lung
 * segmentation and to a detector trained on patients, but it proves nothing about patients: no
 * figure measured on it says how well a model does in a clinic.
 */
@NullMarked
package org.hilum.model.phantom;

import org.jspecify.annotations.NullMarked;
