/*
 * Cuts the power of one mounted volume: what has not reached the device is lost, and every later
 * call fails. The same ioctl on ext4 and on XFS.
 *
 * powercut MOUNT_POINT 2: nothing more is written. 1: the journal is written, the data is not.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#define SHUTDOWN _IOR('X', 125, uint32_t)

int main(int count, char **arguments) {
  if (count != 3) return 2;
  int fd = open(arguments[1], O_RDONLY);
  uint32_t flag = (uint32_t)atoi(arguments[2]);
  if (fd < 0 || ioctl(fd, SHUTDOWN, &flag) < 0) {
    perror(arguments[1]);
    return 1;
  }
  return 0;
}
