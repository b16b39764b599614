package org.hilum.model;

/**
 * What a nodule looks like, as the model predicts the mean of LIDC's four readers would say, each
 * from 1 to 5 (calcification to 6).
 *
 * @param texture 1 non-solid, 3 part-solid, 5 solid
 * @param spiculation 1 none, 5 marked
 * @param lobulation 1 none, 5 marked
 * @param margin 1 poorly defined, 5 sharp
 * @param sphericity 1 linear, 5 round
 * @param calcification 1 to 5 the patterns of calcification, 6 absent; in quarters
 * @param subtlety 1 extremely subtle, 5 obvious
 */
public record NoduleAttributes(
    double texture,
    double spiculation,
    double lobulation,
    double margin,
    double sphericity,
    double calcification,
    double subtlety) {

  /** The texture in the words of the guidelines. */
  public enum Texture {
    SOLID,
    PART_SOLID,
    NON_SOLID
  }

  public Texture textureClass() {
    if (texture >= 4) {
      return Texture.SOLID;
    }
    return texture >= 2 ? Texture.PART_SOLID : Texture.NON_SOLID;
  }
}
