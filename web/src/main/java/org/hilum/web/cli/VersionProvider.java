package org.hilum.web.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The version from the jar's manifest. */
final class VersionProvider implements IVersionProvider {

  @Override
  public String[] getVersion() {
    @Nullable String version = HilumCli.class.getPackage().getImplementationVersion();
    return new String[] {"hilum " + (version == null ? "(not packaged)" : version)};
  }
}
