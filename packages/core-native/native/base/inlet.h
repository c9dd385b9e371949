// Where threads that wait awake look for what comes from another process: nothing of that wakes
// them, as what other threads of this process do would.
//
// Threads: any. Installed once, for good.
#ifndef PYLOOM_BASE_INLET_H_
#define PYLOOM_BASE_INLET_H_

#include <atomic>

namespace pyloom {

class Inlet {
 public:
  virtual void BeginWatch() = 0;
  // Takes in what has come; calls back into whatever it is for.
  virtual void Look() = 0;
  // Looks once more.
  virtual void EndWatch() = 0;

  // For the lanes of a process that gets its calls from another one, and for the callers there.
  static inline std::atomic<Inlet*> of_lanes{nullptr};
  static inline std::atomic<Inlet*> of_callers{nullptr};

  class Watch {
   public:
    explicit Watch(const std::atomic<Inlet*>& inlet) : inlet_(inlet.load()) {
      if (inlet_ != nullptr) inlet_->BeginWatch();
    }
    ~Watch() {
      if (inlet_ != nullptr) inlet_->EndWatch();
    }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    void Look() {
      if (inlet_ != nullptr) inlet_->Look();
    }

   private:
    Inlet* const inlet_;
  };

 protected:
  ~Inlet() = default;
};

}  // namespace pyloom

#endif  // PYLOOM_BASE_INLET_H_
