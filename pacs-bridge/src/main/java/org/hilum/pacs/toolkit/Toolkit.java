package org.hilum.pacs.toolkit;

import java.util.ArrayList;
import java.util.List;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.aoju.bus.image.galaxy.data.SpecificCharacterSet;
import org.aoju.bus.logger.LogFactory;
import org.aoju.bus.logger.dialect.slf4j.Slf4jLogFactory;

/** The toolkit's process-wide settings, made once before its first use. */
public final class Toolkit {

  static {
    // Without these, logging picks a factory by chance of the class path, and a file without
    // Specific Character Set, or the first part of an ISO 2022 text, is read as GB18030.
    LogFactory.setCurrentLogFactory(new Slf4jLogFactory(false));
    SpecificCharacterSet.setDefaultCharacterSet("ISO_IR 100");
  }

  private Toolkit() {}

  /**
   * The toolkit registers image readers that need OpenCV. Without it, they break every search for a
   * JPEG reader in this process.
   */
  public static void removeOpenCvReaders() {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    List<ImageReaderSpi> unusable = new ArrayList<>();
    registry
        .getServiceProviders(
            ImageReaderSpi.class,
            provider -> provider.getClass().getName().startsWith("org.aoju."),
            false)
        .forEachRemaining(unusable::add);
    unusable.forEach(registry::deregisterServiceProvider);
  }

  /** Does nothing but have the settings made. */
  public static void configure() {}
}
