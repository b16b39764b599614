/**
 * A digital chest phantom: a CT volume made by arithmetic, with nodules of known place, size,
 * density and shape, for commissioning, demonstrations and tests that must not depend on a
 * patient's data.
 *
 * <p>The anatomy is a fixed adult, supine, arms raised, without contrast medium; the seed varies
 * the outline, the vessel trees, the lung's texture and the noise. It looks like a CT to a lung
 * segmentation and to a detector trained on patients, but it proves nothing about patients: no
 * figure measured on it says how well a model does in a clinic.
 *
 * <p>Slices are painted independently of one another from signed distances: skin, fat and muscle,
 * rib cage and spine, abdomen, mediastinum, lungs, airways, vessels (space-dividing trees of some
 * thousands of branches), nodules, table, noise. Compared with LIDC-IDRI-0001, the noise in soft
 * tissue has a standard deviation of 17 against 16 HU with a correlation between neighbours of 0.58
 * against 0.62, and the lung's texture 20 against 23 HU. Not modelled: contrast medium, motion and
 * metal artefacts, disease other than the nodules, lobar anatomy of the vessels.
 */
@NullMarked
package org.hilum.model.phantom;

import org.jspecify.annotations.NullMarked;
