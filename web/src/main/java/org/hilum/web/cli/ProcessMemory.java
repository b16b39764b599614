package org.hilum.web.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has used, by Linux's own account. */
final class ProcessMemory {

  private ProcessMemory() {}

  /** The largest resident size so far, in MB; 0 where the system does not tell. */
  static long peakResidentMb() {
    return ofStatus("VmHWM");
  }

  /** The resident size now, in MB; 0 where the system does not tell. */
  static long residentMb() {
    return ofStatus("VmRSS");
  }

  private static long ofStatus(String name) {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
